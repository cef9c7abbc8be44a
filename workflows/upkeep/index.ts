export { upkeep } from './upkeep.workflow.js';
