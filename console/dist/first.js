// Runs before the first paint: theme, language and density as this person chose them. Written by src/app/prefs.ts.
(function () {
  var prefs = {}
  try { prefs = Object.assign({}, JSON.parse(localStorage.getItem('burncloud.defaults')), JSON.parse(localStorage.getItem('burncloud.prefs'))) } catch (e) { /* private mode */ }
  var root = document.documentElement
  var dark = prefs.theme === 'dark' || (prefs.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.density = prefs.density === 'compact' ? 'compact' : 'comfortable'
  var lang = prefs.lang || (/^zh/i.test(navigator.language) ? 'zh' : 'en')
  root.lang = lang === 'zh' ? 'zh-CN' : 'en'
})()
