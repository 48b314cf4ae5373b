import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/shell.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { startRouter } from './route/router.ts'
import { startTheme } from './state/theme.ts'

startTheme()
startRouter()
render(<App />, document.getElementById('app')!)
