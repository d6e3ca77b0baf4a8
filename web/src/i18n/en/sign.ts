// Login and set-up.
export default {
  'login.title': 'Sign in',
  'login.token': 'Management token',
  'login.tokenHint': 'Kept in this browser tab only.',
  'login.do': 'Sign in',
  'login.refused': 'This token does not open the console. It may be mistyped, expired or disabled.',
} as const
