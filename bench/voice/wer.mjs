// Words as they are compared, and how many of them are wrong.
const UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SIGNS = { "%": " percent ", "°c": " degrees celsius ", "°": " degrees ", "$": " dollars ", "€": " euros ", "&": " and ", "-": " ", ":": " " };

function cardinal(n) {
  if (n < 20) return [UNITS[n]];
  if (n < 100) return [TENS[Math.floor(n / 10)], ...(n % 10 ? cardinal(n % 10) : [])];
  if (n < 1_000) return [UNITS[Math.floor(n / 100)], "hundred", ...(n % 100 ? cardinal(n % 100) : [])];
  return [...cardinal(Math.floor(n / 1_000)), "thousand", ...(n % 1_000 ? cardinal(n % 1_000) : [])];
}

/** Lower case, numbers spelled out, no punctuation, one spelling for what sounds the same: "Dr." is doctor, "$45" is forty five dollars. */
export function words(text) {
  let plain = text.toLowerCase().replace(/(\d),(?=\d{3})/g, "$1").replace(/\$(\d+)/g, "$1 dollars").replace(/(^|\s)-(\d)/g, "$1minus $2").replace(/\bto-(morrow|day|night)\b/g, "to$1").replace(/\bper cent\b/g, "percent").replace(/\bkm\b/g, "kilometers").replace(/\bdr\b\.?/g, "doctor").replace(/\bmt\b\.?/g, "mount");
  for (const [sign, spoken] of Object.entries(SIGNS)) plain = plain.replaceAll(sign, spoken);
  plain = plain.replace(/\d+/g, digits => ` ${cardinal(Number(digits)).join(" ")} `).replace(/:00\b/g, "");
  return plain.replace(/[^a-z' ]/g, " ").split(/\s+/).filter(Boolean);
}

/** Fewest words to change, add or drop. */
export function distance(wanted, got) {
  let row = Array.from({ length: got.length + 1 }, (_, i) => i);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= got.length; j++) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (wanted[i - 1] === got[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[got.length];
}
