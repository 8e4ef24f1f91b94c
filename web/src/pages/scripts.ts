export function scriptsPage(_root: HTMLElement): void {}
