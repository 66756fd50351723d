import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import MiniSearch from 'minisearch';
import type { Passage, Retrieve } from './passage.ts';

/** Runbooks are few and short; what is beyond this is no runbook. */
const MAX_FILES = 500;
const MAX_FILE_BYTES = 500_000;

interface Section extends Passage {
  id: number;
}

/** Searches the Markdown files of a folder, section by section. Read once, when it is first asked. */
export function folderDocuments(folder: string): Retrieve {
  let index: Promise<MiniSearch<Section>> | undefined;
  return async (query, limit) => {
    index ??= indexOf(folder);
    const found = (await index).search(query, { prefix: true, boost: { title: 2 }, combineWith: 'OR' });
    return found.slice(0, limit).map(({ title, source, text }) => ({
      title: String(title),
      source: String(source),
      text: String(text),
    }));
  };
}

async function indexOf(folder: string): Promise<MiniSearch<Section>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(md|markdown)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, MAX_FILES);
  const index = new MiniSearch<Section>({
    fields: ['title', 'text'],
    storeFields: ['title', 'source', 'text'],
  });
  let id = 0;
  for (const file of files) {
    const text = (await readFile(file, 'utf8')).slice(0, MAX_FILE_BYTES);
    for (const section of sectionsOf(text, basename(file))) index.add({ ...section, id: id++ });
  }
  return index;
}

/** A section is a heading and what stands below it, up to the next. */
function sectionsOf(text: string, file: string): Passage[] {
  const [before = '', ...sections] = text.split(/^#{1,6}[ \t]+/m);
  const headed = sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return { title: title.trim(), source: `${file}#${title.trim()}`, text: lines.join('\n').trim() };
  });
  const lead = before.trim();
  return [...(lead === '' ? [] : [{ title: file, source: file, text: lead }]), ...headed].filter(
    (section) => section.text !== '',
  );
}
