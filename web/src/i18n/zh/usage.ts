import type { Message } from '..'
import type en from '../en/usage'

const zh: Record<keyof typeof en, Message> = {
  'usage.hint': '模型，或 user:… channel:… outcome:failed',
  'usage.by': '分组方式',
  'usage.by.model': '模型',
  'usage.by.user': '用户',
  'usage.by.token': '令牌',
  'usage.by.channel': '渠道',
  'usage.by.group': '分组',
  'usage.by.outcome': '结果',
  'usage.by.hours': '日 × 时',
  'usage.share': '占比',
  'usage.course': '走势',
  'usage.csv': '下载这些行（CSV）',
  'usage.unfold': '展开',
  'usage.unfoldWhat': '展开 {name}',
  'usage.per.model': '按模型',
  'usage.per.user': '按用户',
  'usage.open': '打开这些调用',
}

export default zh
