export { archive } from './archive.workflow.js';
