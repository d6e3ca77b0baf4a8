import type { Message } from '..'
import type en from '../en/sign'

const zh: Record<keyof typeof en, Message> = {
  'login.title': '登录',
  'login.token': '管理令牌',
  'login.tokenHint': '只保存在当前浏览器标签页。',
  'login.do': '登录',
  'login.refused': '此令牌无法打开控制台，可能输入有误、已过期或已停用。',
}

export default zh
