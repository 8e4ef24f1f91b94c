/** Starts the page that the server named: shell parts first, then the page's own module. */

import { boot } from "./boot";
import { watchRinging } from "./desk/alerts";
import { deskPage } from "./desk/desk";
import { boardPage } from "./board/board";
import { goLive } from "./live/live";
import { adminPage } from "./pages/admin";
import { callPage } from "./pages/call";
import { callsPage } from "./pages/calls";
import { customerPage } from "./pages/customer";
import { customersPage } from "./pages/customers";
import { duplicatesPage } from "./pages/duplicates";
import { loginPage } from "./pages/login";
import { reportsPage } from "./pages/reports";
import { scriptsPage } from "./pages/scripts";
import { templatesPage } from "./pages/templates";
import { startPhone } from "./softphone/phone";
import { watchKeys } from "./ui/keys";
import { watchMenus } from "./ui/menu";
import { watchCopies } from "./ui/number";
import { showTheme } from "./ui/settings";
import { fetchMine } from "./ui/today";
import { watchOrders } from "./ui/state_notice";
import { topBar } from "./ui/topbar";
import { mount } from "./ui/view";

const PAGES: Record<string, (root: HTMLElement) => void> = {
  login: loginPage,
  desk: deskPage,
  board: boardPage,
  customers: customersPage,
  customer: customerPage,
  duplicates: duplicatesPage,
  calls: callsPage,
  call: callPage,
  scripts: scriptsPage,
  reports: reportsPage,
  templates: templatesPage,
  admin: adminPage,
};

function start(): void {
  showTheme();
  watchMenus();
  watchKeys();
  watchCopies();
  const bar = document.getElementById("bar");
  if (bar && boot.user) {
    mount(bar, topBar);
    watchRinging();
    watchOrders();
    startPhone();
    void fetchMine();
  }
  const root = document.getElementById("page");
  if (root) PAGES[boot.page]?.(root);
  if (boot.user) goLive();
}

start();
