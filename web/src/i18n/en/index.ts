import channels from './channels'
import common from './common'
import sign from './sign'

export default { ...common, ...channels, ...sign }
