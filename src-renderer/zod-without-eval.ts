import { config } from 'zod';

// zod compiles its parsers with `new Function`, which this window's policy forbids. It asks while schemas are made,
// so this has to be imported before the first of them.
config({ jitless: true });
