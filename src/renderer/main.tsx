import { render } from 'preact';
import { App } from './app.tsx';
import { createBridge } from './bridge/create-bridge.ts';
import { createAgentStore } from './state/agent-store.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/today.css';
import './styles/panels.css';

const place = document.querySelector('#app');
if (place === null) throw new Error('index.html has no #app');
const bridge = createBridge();
render(<App bridge={bridge} store={createAgentStore(bridge)} />, place);
