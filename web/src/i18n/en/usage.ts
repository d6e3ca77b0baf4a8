export default {
  'usage.hint': 'Model, or user:… channel:… outcome:failed',
  'usage.by': 'Group by',
  'usage.by.model': 'Model',
  'usage.by.user': 'User',
  'usage.by.token': 'Token',
  'usage.by.channel': 'Channel',
  'usage.by.group': 'Group',
  'usage.by.outcome': 'Outcome',
  'usage.by.hours': 'Day × hour',
  'usage.share': 'Share',
  'usage.course': 'Course',
  'usage.open': 'Open the calls',
} as const
