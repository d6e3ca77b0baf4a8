import type { Messages } from '..'
import call from './call'
import channels from './channels'
import common from './common'
import logs from './logs'
import overview from './overview'
import routes from './routes'
import sign from './sign'
import tokens from './tokens'
import usage from './usage'

const zh: Messages = { ...call, ...channels, ...common, ...logs, ...overview, ...routes, ...sign, ...tokens, ...usage }

export default zh
