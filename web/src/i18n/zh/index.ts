import type { Messages } from '..'
import call from './call'
import channels from './channels'
import common from './common'
import logs from './logs'
import sign from './sign'

const zh: Messages = { ...call, ...channels, ...common, ...logs, ...sign }

export default zh
