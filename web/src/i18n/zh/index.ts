import type { Messages } from '..'
import channels from './channels'
import common from './common'
import sign from './sign'

const zh: Messages = { ...common, ...channels, ...sign }

export default zh
