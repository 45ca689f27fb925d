// before the first paint, so that no page flashes in the wrong theme
(() => {
  const asked = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem('theme');
  const theme = asked === 'dark' || asked === 'light' ? asked : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
})();
