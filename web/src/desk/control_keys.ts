/** The keys of call control: each presses the button that is there now, or has its reason said. */

import { _ } from "../i18n";
import { redial } from "../ui/dial";
import type { Key } from "../ui/keys";
import { pressControl } from "./controls";
import { bareLines } from "./line_card";
import { fetchParked } from "./seats";
import { frontWork, phaseOf } from "./selection";

/** The call that the keys mean: that of this moment. */
function callOfKeys(): string | null {
  const work = frontWork();
  const phase = work ? phaseOf(work) : null;
  if (work && (phase === "ringing" || phase === "talking" || phase === "held")) return work.call_id;
  return bareLines()[0]?.call_id ?? null;
}

function press(key: string): () => boolean {
  return () => {
    const callId = callOfKeys();
    return callId !== null && pressControl(callId, key);
  };
}

export function controlKeys(): Key[] {
  return [
    { key: "Y", about: () => _("Answer"), run: press("Y") },
    { key: "H", about: () => _("Hold and resume"), run: press("H") },
    { key: "M", about: () => _("Mute and unmute"), run: press("M") },
    { key: "T", about: () => _("Transfer: ask first with Enter, hand on with Shift+Enter"), run: press("T") },
    { key: "X", about: () => _("Hand over to whom I ask"), run: press("X") },
    { key: "W", about: () => _("All three talk"), run: press("W") },
    { key: "B", about: () => _("Back to the customer"), run: press("B") },
    { key: "K", about: () => _("Keypad"), run: press("K") },
    { key: "P", about: () => _("Park; fetch what I parked"), run: () => press("P")() || fetchParked() },
    { key: "V", about: () => _("Record, pause the recording, go on"), run: press("V") },
    { key: "L", about: () => _("Call the last number again"), run: () => void redial() },
  ];
}
