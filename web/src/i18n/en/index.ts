import call from './call'
import channels from './channels'
import common from './common'
import logs from './logs'
import sign from './sign'

export default { ...call, ...channels, ...common, ...logs, ...sign }
