/** Menus are `<details class="menu">`: they close on Escape, on a choice and when the focus leaves. */

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
}

export const isMenuOpen = (): boolean => openMenus().length > 0;

/** True when a menu was open and is closed now. */
export function closeMenus(): boolean {
  const open = openMenus();
  for (const menu of open) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
  }
  return open.length > 0;
}

function moveIn(menu: HTMLDetailsElement, step: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>("button, a, input")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}

function onKey(event: KeyboardEvent): void {
  const menu = openMenus()[0];
  if (!menu) return;
  if (event.key === "Escape") closeMenus();
  else if (event.key === "ArrowDown") moveIn(menu, 1);
  else if (event.key === "ArrowUp") moveIn(menu, -1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function watchMenus(): void {
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("pointerdown", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
