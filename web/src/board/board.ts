export function boardPage(_root: HTMLElement): void {}
