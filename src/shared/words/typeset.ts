const noBreak = '\u00a0';
const narrow = '\u202f';

/**
 * French typography: spaces that never break before : ; ? ! and inside « », typographic apostrophes. The catalogues and
 * the agent's sentences are written with plain spaces, which nobody can get wrong.
 */
export function typesetFrench(text: string): string {
  return text
    .replace(/ ([:»%€])/g, `${noBreak}$1`)
    .replace(/« /g, `«${noBreak}`)
    .replace(/ ([?!;])/g, `${narrow}$1`)
    .replace(/(\d) (?=(?:s|min|h|ms|mm|ko|Mo|octets|jours|DA)(?![\p{L}]))/gu, `$1${noBreak}`)
    .replace(/(\p{L})'(?=[\p{L}«\d])/gu, '$1’');
}
