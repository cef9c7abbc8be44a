/** Every workflow type that the workers run; the bundle starts here. */
export * from './archive/index.js';
export * from './delivery/index.js';
export * from './exchange/index.js';
export * from './upkeep/index.js';
