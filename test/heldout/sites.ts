import { pagesOf, type Site } from './site.ts'

const WORDS =
  'grow tomatoes winter garden soil compost balcony herbs pruning roses seeds spring pests slugs water rain greenhouse beans apple tree bees meadow mulch tools spade'.split(
    ' ',
  )
const slug = (i: number) => [WORDS[i % 24], WORDS[(i * 5 + 3) % 24], WORDS[(i * 11 + 7) % 24]].join('-')
const range = (count: number) => Array.from({ length: count }, (_, i) => i)

export const blog: Site = {
  host: 'blog.example',
  html: 14_000,
  pages: pagesOf(
    [
      '/',
      ...range(140).map((i) => `/20${19 + (i % 7)}/${String(1 + (i % 12)).padStart(2, '0')}/${slug(i)}/`),
      '/about/',
      '/contact/',
      '/category/garden/',
      '/page/2/',
      '/?s=tomato',
    ],
    (_, i) =>
      range(1 + (i % 5)).map(
        (n) =>
          `/wp-content/uploads/20${19 + (i % 7)}/${String(1 + (i % 12)).padStart(2, '0')}/IMG_${2_000 + 9 * i + n}-1024x768.jpg`,
      ),
  ),
  shared: [
    '/wp-content/themes/astra/assets/css/minified/main.min.css?ver=4.6.3',
    '/wp-includes/css/dist/block-library/style.min.css?ver=6.7.2',
    '/wp-includes/js/jquery/jquery.min.js?ver=3.7.1',
    '/wp-includes/js/jquery/jquery-migrate.min.js?ver=3.4.1',
    '/wp-content/plugins/contact-form-7/includes/js/index.js?ver=5.9',
    '/wp-content/themes/astra/assets/fonts/astra.woff',
    '/wp-content/uploads/2021/05/logo.png',
    '/wp-includes/js/wp-emoji-release.min.js?ver=6.7.2',
  ],
}

export const shop: Site = {
  host: 'shop.example',
  html: 31_000,
  pages: pagesOf(
    [
      '/',
      '/sale',
      '/c/chairs',
      '/c/tables',
      '/c/lamps',
      '/c/lamps?page=2',
      ...range(900).map((i) => `/p/${slug(i)}-${10_200 + i}`),
    ],
    (_, i) =>
      range(6 + (i % 18)).map((n) => `/media/catalog/product/cache/${(i * 37 + n).toString(16)}/${slug(i)}_${n}.webp`),
  ),
  shared: [
    ...range(14).map((i) => `/static/version1739/frontend/js/bundle-${i}.min.js`),
    '/static/version1739/frontend/css/styles-m.css',
    '/static/version1739/frontend/css/styles-l.css',
    ...range(4).map((i) => `/static/fonts/opensans-${i}.woff2`),
  ],
  calls: [['GET', '/customer/section/load/?sections=cart', 200]],
}

export const forum: Site = {
  host: 'forum.example',
  html: 19_000,
  pages: pagesOf(
    [
      '/',
      '/index.php',
      '/search.php?search_id=newposts',
      ...range(1_500).map((i) => `/viewtopic.php?f=${1 + (i % 14)}&t=${30_000 + i}`),
      ...range(14).map((i) => `/viewforum.php?f=${i + 1}`),
    ],
    (_, i) => range(i % 8).map((n) => `/download/file.php?avatar=${(i * 13 + n) % 700}.jpg`),
  ),
  shared: [
    '/styles/prosilver/theme/stylesheet.css?assets_version=41',
    '/assets/javascript/jquery-3.6.0.min.js',
    '/styles/prosilver/template/forum_fn.js',
    '/styles/prosilver/theme/images/site_logo.svg',
    '/assets/fonts/fontawesome-webfont.woff2',
  ],
}

/** A page whose scripts do everything through one endpoint. */
export const app: Site = {
  host: 'app.example',
  html: 2_100,
  pages: pagesOf(['/', '/inbox', '/projects', '/reports', '/settings'], () => []),
  shared: [
    ...range(22).map((i) => `/assets/chunk-${(i * 48_271).toString(36)}.js`),
    '/assets/index-b81d.css',
    '/assets/inter.woff2',
  ],
  calls: [
    ['POST', '/graphql', 200],
    ['POST', '/graphql', 200],
    ['POST', '/graphql', 200],
    ['POST', '/api/track', 204],
  ],
}

export const news: Site = {
  host: 'news.example',
  html: 26_000,
  pages: pagesOf(
    ['/', '/politics', '/local', '/sport', ...range(400).map((i) => `/article/${slug(i)}-${88_000 + i}.html`)],
    (_, i) => range(3 + (i % 6)).map((n) => `/img/${88_000 + i}/${n}-800w.avif`),
  ),
  shared: [
    ...range(9).map((i) => `/build/js/${i}f3.js`),
    '/build/site.css',
    '/build/fonts/serif.woff2',
    '/build/fonts/sans.woff2',
  ],
  calls: [['POST', '/collect', 204]],
}

/** The same with much that is missing, as after a careless move. */
export const moved: Site = {
  ...blog,
  host: 'moved.example',
  missing: [
    ...range(9).map((i) => `/wp-content/themes/old/fonts/icons-${i}.woff2`),
    ...range(6).map((i) => `/wp-content/plugins/slider/img/slide-${i}.png`),
    ...range(5).map((i) => `/wp-content/themes/old/js/part-${i}.js.map`),
  ],
}
