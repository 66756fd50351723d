/** What Slack's mrkdwn or Teams' Markdown acts on, and a look-alike that neither does; each as long as what it replaces. */
const LOOK_ALIKES: Record<string, string> = {
  '<': '‹',
  '>': '›',
  '&': '＆',
  '@': '＠',
  '#': '＃',
  '`': 'ˋ',
  '*': '∗',
  '~': '∼',
  '[': '［',
  ']': '］',
  '\\': '＼',
};

/**
 * A text that mentions nobody and makes no link or format in a chat, whichever it is. Backslashes, which escape in
 * Markdown, are text to Slack, and entities stand in the hands of whoever decodes them last: only other characters
 * are safe in both. A bare `example.org` may still become a link, to what it says.
 */
export function defuseChat(text: string): string {
  return text
    .replace(/[<>&@#`*~[\]\\]/g, (character) => LOOK_ALIKES[character] ?? '')
    .replace(/:\/\//g, ':／／')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}․`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿');
}

/** Whether a text may stand in a code span as it is, to be copied: nothing in it acts, or is not seen. */
export function isPlainCode(text: string): boolean {
  return /^[ -~]+$/.test(text) && !/[<>&@`]|:\/\/|www\./i.test(text);
}
