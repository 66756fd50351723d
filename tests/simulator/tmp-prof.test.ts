import { it } from '@jest/globals';
import { buildVariant } from './worlds.ts';
it('x', async () => { for (let i=0;i<6;i++){ const t=performance.now(); await buildVariant('composite-three', {}); console.log(Math.round(performance.now()-t)); } });
