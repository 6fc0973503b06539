// escpos loads get-pixels for its own images. Images here are drawn and encoded by src/main (its raster
// output was measured wrong), so reaching this function is a programming error.
module.exports = function getPixels() {
  throw new Error('get-pixels is not part of SmartPOS Agent');
};
