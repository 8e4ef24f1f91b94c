export function callPage(_root: HTMLElement): void {}
