export function loginPage(_root: HTMLElement): void {}
