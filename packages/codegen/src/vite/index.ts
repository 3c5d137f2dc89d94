export { type SluicePlugin, sluice } from './plugin.ts';
