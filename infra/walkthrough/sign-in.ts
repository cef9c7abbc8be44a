import type { OpenedPage } from './browser.js';
