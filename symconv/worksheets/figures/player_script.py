"""What makes a page of drawings one that is stepped through: its style and its script."""

from __future__ import annotations

PLAYER_STYLE = """
.symconv-player{max-width:none}
.symconv-player:focus-visible{outline:3px solid #2a62c9;outline-offset:4px}
.symconv-controls{display:flex;flex-wrap:wrap;align-items:center;gap:.5em;margin:.6em 0}
.symconv-controls button{font:inherit;min-width:2.6em;min-height:2.2em;padding:.1em .7em}
.symconv-controls label{display:flex;flex:1 1 12em;align-items:center;gap:.5em}
.symconv-controls input{flex:1}
.symconv-player [hidden]{display:none}
.symconv-said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}
@media print{.symconv-controls{display:none}}
"""

PLAYER_SCRIPT = """
"use strict";
for (const player of document.querySelectorAll(".symconv-player")) {
  const frames = [...player.querySelectorAll("figure[data-step]")];
  const part = (name) => player.querySelector("[data-part=" + name + "]");
  const slider = part("slider"), shown = part("shown"), said = part("said"), play = part("play");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let at = 0, timer = 0;
  const show = (place, speak) => {
    at = Math.min(Math.max(place, 0), frames.length - 1);
    frames.forEach((frame, number) => { frame.hidden = number !== at; });
    slider.value = String(at + 1);
    slider.setAttribute("aria-valuetext", "Step " + (at + 1) + " of " + frames.length);
    shown.textContent = (at + 1) + " of " + frames.length;
    part("first").disabled = part("back").disabled = at === 0;
    part("on").disabled = part("last").disabled = at === frames.length - 1;
    if (speak) said.textContent = frames[at].dataset.said;
  };
  const stop = () => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const start = () => {
    if (at === frames.length - 1) show(0, false);
    play.textContent = "Pause";
    timer = window.setInterval(() => {
      if (at === frames.length - 1) { stop(); said.textContent = frames[at].dataset.said; }
      else show(at + 1, false);
    }, 1200);
  };
  const go = (place) => { stop(); show(place, true); };
  const moves = {
    first: () => go(0), back: () => go(at - 1), on: () => go(at + 1),
    last: () => go(frames.length - 1), play: () => (timer ? stop() : start()),
  };
  for (const [name, move] of Object.entries(moves)) part(name).addEventListener("click", move);
  slider.addEventListener("input", () => go(Number(slider.value) - 1));
  const keys = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last" };
  player.addEventListener("keydown", (event) => {
    if (event.target === slider || event.ctrlKey || event.altKey || event.metaKey) return;
    const name = keys[event.key];
    if (!name) return;
    event.preventDefault();
    moves[name]();
  });
  const calm = () => { if (still.matches) stop(); play.hidden = still.matches; };
  still.addEventListener("change", calm);
  calm();
  part("controls").hidden = false;
  player.tabIndex = 0;
  show(0, false);
}
"""
"""Shows one drawing after the other; without it a page shows all of them."""
