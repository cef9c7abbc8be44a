export { upkeep } from './upkeep.workflow.js';
export { tidying } from './tidying.workflow.js';
