/** Formats of dates and times. Making one takes a browser longer than drawing a row of a list: each is made once. Pure. */

const made = new Map<string, Intl.DateTimeFormat>();

/** Hours count from 0 to 23; `locale` is a language tag such as "zh-CN". */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { hourCycle: "h23", ...options });
  made.set(key, format);
  return format;
}
