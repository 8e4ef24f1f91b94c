export function adminPage(_root: HTMLElement): void {}
