// Convolution as in PyTorch: the cross-correlation of images [channels, height, width] with kernels [filters, channels,
// size, size], a stride in both directions and a symmetric border of zeros. One image after another; the border's zeros are
// numbers like any other. Orders of summation, which equal the textbook loops to the bit:
//   drive     a[o, y, x] + Σ over (channel, dy, dx), in this order;
//   pull      back[c, Y, X] + Σ over (dy, dx) of (Σ over o), each in this order;
//   gradient  g[o, c, dy, dx] + Σ over (image, y, x), in this order.
import { accumulateProduct, LANES, move, pack, PANEL } from "./product";

let channels: i32 = 0, height: i32 = 0, width: i32 = 0, filters: i32 = 0, size: i32 = 0, stride: i32 = 0, padding: i32 = 0;
/** Of the image with its border, of the output, and the number of taps of a filter and of positions of an output channel. */
let wideHeight: i32 = 0, wideWidth: i32 = 0, outWidth: i32 = 0, taps: i32 = 0, positions: i32 = 0;
/** Scratch memory: the image with its border, byte offsets in it of taps and positions, columns, and what is pulled to some positions. */
let image: usize = 0, tapOffsets: usize = 0, positionOffsets: usize = 0, columns: usize = 0, pulled: usize = 0;

/** Positions that are pulled together, so that what they send stays in the first-level cache. */
// @ts-ignore: decorator
@inline const TOGETHER: i32 = 16;

// @ts-ignore: decorator
@inline function whole(count: i32): i32 {
  return (count + PANEL - 1) / PANEL * PANEL;
}

// @ts-ignore: decorator
@inline function bytes(count: i32): usize {
  return (<usize>count * sizeof<real>() + 63) & ~63;
}

/** Sets the shapes for the calls that follow; the bytes of scratch memory that they need. */
export function convolutionShape(
  inChannels: i32, inHeight: i32, inWidth: i32, outChannels: i32, kernelSize: i32, step: i32, border: i32,
): usize {
  channels = inChannels; height = inHeight; width = inWidth; filters = outChannels;
  size = kernelSize; stride = step; padding = border;
  wideHeight = height + 2 * padding; wideWidth = width + 2 * padding;
  outWidth = (wideWidth - size) / stride + 1;
  positions = ((wideHeight - size) / stride + 1) * outWidth;
  taps = channels * size * size;
  tapOffsets = bytes(channels * wideHeight * wideWidth);
  positionOffsets = tapOffsets + <usize>(4 * whole(taps) + 63 & ~63);
  columns = positionOffsets + <usize>(4 * whole(positions) + 63 & ~63);
  pulled = columns + max(bytes(whole(positions) * taps), bytes(whole(taps) * max(positions, filters)));
  return pulled + bytes(TOGETHER * whole(taps));
}

/** Where everything is, the border of zeros, and the tables of offsets. */
function begin(scratch: usize): void {
  image = scratch;
  tapOffsets += scratch; positionOffsets += scratch; columns += scratch; pulled += scratch;
  memory.fill(image, 0, bytes(channels * wideHeight * wideWidth));
  let k = 0;
  for (let c = 0; c < channels; c++) {
    for (let dy = 0; dy < size; dy++) {
      for (let dx = 0; dx < size; dx++) putOffset(tapOffsets, k++, (c * wideHeight + dy) * wideWidth + dx);
    }
  }
  for (; k < whole(taps); k++) putOffset(tapOffsets, k, 0);
  for (k = 0; k < positions; k++) {
    putOffset(positionOffsets, k, k / outWidth * stride * wideWidth + k % outWidth * stride);
  }
  for (; k < whole(positions); k++) putOffset(positionOffsets, k, 0);
}

// @ts-ignore: decorator
@inline function putOffset(table: usize, index: i32, entry: i32): void {
  store<i32>(table + (<usize>index << 2), entry * sizeof<real>());
}

// @ts-ignore: decorator
@inline function offset(table: usize, index: i32): usize {
  return <usize>load<i32>(table + (<usize>index << 2));
}

/** Copies a row, by whole registers: `memory.copy` is a call out of the engine. */
// @ts-ignore: decorator
@inline function copyRow(to: usize, from: usize, rowBytes: usize): void {
  let left = rowBytes;
  for (; left >= 16; left -= 16, to += 16, from += 16) v128.store(to, v128.load(from));
  move(to, from, left);
}

/** Copies an image into its border, or back out of it. */
function frame(x: usize, out: bool): void {
  const rowBytes = <usize>width * sizeof<real>();
  for (let c = 0; c < channels; c++) {
    let inside = image + <usize>((c * wideHeight + padding) * wideWidth + padding) * sizeof<real>();
    for (let y = 0; y < height; y++, x += rowBytes, inside += <usize>wideWidth * sizeof<real>()) {
      if (out) copyRow(x, inside, rowBytes);
      else copyRow(inside, x, rowBytes);
    }
  }
}

/**
 * The entries image[lane + term] in panels for a product: the terms one after another, PANEL lanes wide. Lanes that
 * are no more read entry 0 and land in columns that nobody reads.
 */
function gather(laneOffsets: usize, lanes: i32, termOffsets: usize, terms: i32): void {
  let to = columns;
  const end = termOffsets + (<usize>terms << 2);
  for (let lane = 0; lane < lanes; lane += PANEL) {
    const p0 = image + offset(laneOffsets, lane), p1 = image + offset(laneOffsets, lane + 1);
    const p2 = image + offset(laneOffsets, lane + 2), p3 = image + offset(laneOffsets, lane + 3);
    if (sizeof<real>() == 8) {
      for (let term = termOffsets; term < end; term += 4) {
        const at = <usize>load<i32>(term);
        store<real>(to, load<real>(p0 + at)); store<real>(to, load<real>(p1 + at), 8);
        store<real>(to, load<real>(p2 + at), 16); store<real>(to, load<real>(p3 + at), 24);
        to += 32;
      }
    } else {
      const p4 = image + offset(laneOffsets, lane + 4), p5 = image + offset(laneOffsets, lane + 5);
      const p6 = image + offset(laneOffsets, lane + 6), p7 = image + offset(laneOffsets, lane + 7);
      for (let term = termOffsets; term < end; term += 4) {
        const at = <usize>load<i32>(term);
        store<real>(to, load<real>(p0 + at)); store<real>(to, load<real>(p1 + at), 4);
        store<real>(to, load<real>(p2 + at), 8); store<real>(to, load<real>(p3 + at), 12);
        store<real>(to, load<real>(p4 + at), 16); store<real>(to, load<real>(p5 + at), 20);
        store<real>(to, load<real>(p6 + at), 24); store<real>(to, load<real>(p7 + at), 28);
        to += 32;
      }
    }
  }
}

// @ts-ignore: decorator
@inline function imageBytes(): usize {
  return <usize>(channels * height * width) * sizeof<real>();
}

// @ts-ignore: decorator
@inline function outputBytes(): usize {
  return <usize>(filters * positions) * sizeof<real>();
}

/** a += K ⋆ x, for x [batch, channels·height·width], K [filters, taps], a [batch, filters·positions]. */
export function convolve(x: usize, kernel: usize, a: usize, batch: i32, scratch: usize): void {
  begin(scratch);
  for (let sample = 0; sample < batch; sample++, x += imageBytes(), a += outputBytes()) {
    frame(x, false);
    gather(positionOffsets, positions, tapOffsets, taps);
    accumulateProduct(kernel, taps, 1, columns, a, filters, taps, positions, 0);
  }
}

/** back += Kᵀ ⋆ signal, the adjoint of `convolve`. */
export function convolveBack(signal: usize, kernel: usize, back: usize, batch: i32, scratch: usize): void {
  pullImages(signal, kernel, back, batch, scratch, false);
}

/** back = the same, summed from 0. */
export function convolveBackAlone(signal: usize, kernel: usize, back: usize, batch: i32, scratch: usize): void {
  pullImages(signal, kernel, back, batch, scratch, true);
}

function pullImages(signal: usize, kernel: usize, back: usize, batch: i32, scratch: usize, alone: bool): void {
  begin(scratch);
  pack(kernel, taps, 1, filters, taps, columns);
  const stridden = whole(taps), rowBytes = <usize>stridden * sizeof<real>();
  for (let sample = 0; sample < batch; sample++, signal += outputBytes(), back += imageBytes()) {
    if (alone) memory.fill(image, 0, bytes(channels * wideHeight * wideWidth));
    else frame(back, false);
    // From the last position to the first: the taps of one channel meet in an entry in the order of (dy, dx).
    for (let end = positions; end > 0; end -= TOGETHER) {
      const first = max(end - TOGETHER, 0);
      memory.fill(pulled, 0, <usize>(end - first) * rowBytes);
      const from = signal + <usize>first * sizeof<real>();
      accumulateProduct(from, 1, positions, columns, pulled, end - first, filters, stridden, 0);
      for (let p = end - 1; p >= first; p--) {
        addTaps(pulled + <usize>(p - first) * rowBytes, image + offset(positionOffsets, p));
      }
    }
    frame(back, true);
  }
}

/** Adds what one position sends to the entries under its taps. */
// @ts-ignore: decorator
@inline function addTaps(from: usize, corner: usize): void {
  const wideBytes = <usize>wideWidth * sizeof<real>(), planeBytes = <usize>wideHeight * wideBytes;
  for (let c = 0; c < channels; c++, corner += planeBytes) {
    let row = corner;
    // The usual size, without loops.
    if (size == 3) {
      for (const end = row + 3 * wideBytes; row < end; row += wideBytes, from += 3 * sizeof<real>()) {
        if (sizeof<real>() == 8) v128.store(row, v128.add<real>(v128.load(row), v128.load(from)));
        else {
          store<real>(row, load<real>(row) + load<real>(from));
          store<real>(row, load<real>(row, 4) + load<real>(from, 4), 4);
        }
        const last = 2 * sizeof<real>();
        store<real>(row, load<real>(row, last) + load<real>(from, last), last);
      }
      continue;
    }
    for (let dy = 0; dy < size; dy++, row += wideBytes) {
      let entry = row, left = size;
      for (; left >= LANES; left -= LANES, entry += 16, from += 16) {
        v128.store(entry, v128.add<real>(v128.load(entry), v128.load(from)));
      }
      for (; left > 0; left--, entry += sizeof<real>(), from += sizeof<real>()) {
        store<real>(entry, load<real>(entry) + load<real>(from));
      }
    }
  }
}

/** gradient += ∂(Σ signal · (K ⋆ x))/∂K [filters, taps], over the batch. */
export function convolutionGradient(x: usize, signal: usize, gradient: usize, batch: i32, scratch: usize): void {
  begin(scratch);
  for (let sample = 0; sample < batch; sample++, x += imageBytes(), signal += outputBytes()) {
    frame(x, false);
    gather(tapOffsets, taps, positionOffsets, positions);
    accumulateProduct(signal, positions, 1, columns, gradient, filters, positions, taps, 0);
  }
}

/** a += the averages of the windows of x, each the sum over (dy, dx) divided by their number. */
export function averageWindows(x: usize, a: usize, batch: i32): void {
  const count = <real>(size * size);
  for (let plane = 0; plane < batch * channels; plane++, x += <usize>(height * width) * sizeof<real>()) {
    for (let p = 0; p < positions; p++, a += sizeof<real>()) {
      const corner = x + windowOffset(p);
      let sum: real = 0;
      for (let dy = 0; dy < size; dy++) {
        for (let dx = 0; dx < size; dx++) sum += load<real>(corner + <usize>(dy * width + dx) * sizeof<real>());
      }
      store<real>(a, load<real>(a) + sum / count);
    }
  }
}

/** back += the adjoint of `averageWindows`: an entry gets its share of each of its windows, in their order. */
export function averageWindowsBack(signal: usize, back: usize, batch: i32): void {
  const count = <real>(size * size);
  for (let plane = 0; plane < batch * channels; plane++, back += <usize>(height * width) * sizeof<real>()) {
    for (let p = 0; p < positions; p++, signal += sizeof<real>()) {
      const corner = back + windowOffset(p);
      const share = load<real>(signal) / count;
      for (let dy = 0; dy < size; dy++) {
        for (let dx = 0; dx < size; dx++) {
          const entry = corner + <usize>(dy * width + dx) * sizeof<real>();
          store<real>(entry, load<real>(entry) + share);
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline function windowOffset(position: i32): usize {
  return <usize>(position / outWidth * stride * width + position % outWidth * stride) * sizeof<real>();
}
