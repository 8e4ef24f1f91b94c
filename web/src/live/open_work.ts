/** The open work items by id, and which of them changed last: an answer of the server to what was asked before that
 * is old, and would bring back what is finished. Knows no screen. */

import type { Work } from "../wire";

export class OpenWork extends Map<string, Work> {
  private readonly changes = new Map<string, number>();
  private count = 0;

  /** How many changes there were; kept when something is asked, for `isNewer`. */
  get version(): number {
    return this.count;
  }

  override set(workId: string, work: Work): this {
    this.changes.set(workId, ++this.count);
    return super.set(workId, work);
  }

  override delete(workId: string): boolean {
    this.changes.set(workId, ++this.count);
    return super.delete(workId);
  }

  /** What is here came, changed or went after `version`. */
  isNewer(workId: string, version: number): boolean {
    return (this.changes.get(workId) ?? 0) > version;
  }

  /** All that is open, read while `version` was the newest; `stays`: which item does so although it is not among
   * `items`. Tells what was taken over. */
  takeAll(items: Work[], version: number, stays: (work: Work) => boolean = () => false): Work[] {
    const open = new Set(items.map((work) => work.work_id));
    for (const [workId, work] of [...this]) {
      if (!open.has(workId) && !this.isNewer(workId, version) && !stays(work)) this.delete(workId);
    }
    const taken = items.filter((work) => !this.isNewer(work.work_id, version));
    taken.forEach((work) => this.set(work.work_id, work));
    return taken;
  }
}
