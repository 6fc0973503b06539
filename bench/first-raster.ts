/** Prints how many milliseconds the first Arabic ticket of a process takes. */
import { createSampleEncoder, sampleDocument } from './create-sample-encoder.ts';

const encode = createSampleEncoder();
// The layout's own code is warm by then; what remains is the canvas, the fonts and the first lines drawn.
encode(sampleDocument('french', 0), Date.now());
const document = sampleDocument('arabic', 0);
const startedAt = performance.now();
encode(document, Date.now());
process.stdout.write(String(performance.now() - startedAt));
