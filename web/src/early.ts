/** Runs before the page is painted so that a chosen theme does not flash. */

import { showTheme } from "./ui/settings";

showTheme();
