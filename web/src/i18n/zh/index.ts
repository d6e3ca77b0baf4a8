import type { Messages } from '..'
import call from './call'
import channels from './channels'
import common from './common'
import logs from './logs'
import mine from './mine'
import overview from './overview'
import people from './people'
import playground from './playground'
import prices from './prices'
import routes from './routes'
import sign from './sign'
import system from './system'
import tokens from './tokens'
import usage from './usage'

const zh: Messages = { ...call, ...channels, ...common, ...logs, ...mine, ...overview, ...people, ...playground, ...prices, ...routes, ...sign, ...system, ...tokens, ...usage }

export default zh
