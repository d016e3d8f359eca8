/* SHA-256 of a text, as hexadecimal digits: pages opened as files may lack crypto.subtle. */

const sha256 = (() => {
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  const rootBits = (number, power) => {
    const root = number ** power;
    return ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  };
  const rounds = primes.map((prime) => rootBits(prime, 1 / 3));
  const start = primes.slice(0, 8).map((prime) => rootBits(prime, 1 / 2));
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  function schedule(block) {
    const words = new Uint32Array(64);
    for (let at = 0; at < 16; at += 1) words[at] = block.getUint32(4 * at);
    for (let at = 16; at < 64; at += 1) {
      const a = words[at - 15];
      const b = words[at - 2];
      const first = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const second = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[at] = words[at - 16] + first + words[at - 7] + second;
    }
    return words;
  }

  function compress(state, words) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + high + ((e & f) ^ (~e & g)) + rounds[at] + words[at]) | 0;
      const low = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    return [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) | 0);
  }

  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 4, bytes.length * 8);
    let state = start;
    for (let at = 0; at < padded.length; at += 64) {
      state = compress(state, schedule(new DataView(padded.buffer, at, 64)));
    }
    return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };
})();
