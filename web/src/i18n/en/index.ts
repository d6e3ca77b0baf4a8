import call from './call'
import channels from './channels'
import common from './common'
import logs from './logs'
import overview from './overview'
import routes from './routes'
import sign from './sign'
import tokens from './tokens'
import usage from './usage'

export default { ...call, ...channels, ...common, ...logs, ...overview, ...routes, ...sign, ...tokens, ...usage }
