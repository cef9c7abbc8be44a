export { exchange } from './exchange.workflow.js';
