"""Makes the pictures beside this file: NAME.jpg or NAME.png, with the pixels that PIL (libjpeg, libpng) decodes from them in NAME.rgb.

Python 3 with PIL and numpy. PIL's own encoders write what they can; the small encoder below writes the rest.
"""
import io
import os
import struct
import zlib

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i // 8) if (i // 8 + i % 8) % 2 else (i % 8)))


def drawing(width, height):
    """Soft colours with a few edges: what a camera picture is like."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    picture = np.stack([200 * x + 30, 120 + 100 * np.sin(5 * y), 220 - 180 * x * y], -1)
    picture[(x - 0.4) ** 2 + (y - 0.4) ** 2 < 0.06] = (200, 60, 40)
    picture[(x > 0.7) & (y > 0.3)] *= 0.6
    return picture.clip(0, 255).astype(np.uint8)


def keep(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)
    decoded = Image.open(io.BytesIO(data))
    if decoded.mode in ("LA", "RGBA", "PA") or "transparency" in decoded.info:
        rgba = np.asarray(decoded.convert("RGBA")).astype(int)
        rgb = ((rgba[..., :3] * rgba[..., 3:] + 127) // 255).astype(np.uint8)
    elif decoded.mode in ("I", "I;16"):
        rgb = np.repeat((np.asarray(decoded).astype(int) >> 8)[..., None], 3, -1).astype(np.uint8)
    else:
        rgb = np.asarray(decoded.convert("RGB"))
    with open(os.path.join(HERE, os.path.splitext(name)[0] + ".rgb"), "wb") as file:
        file.write(rgb.tobytes())


def pil(name, picture, **options):
    buffer = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(buffer, "JPEG" if name.endswith("jpg") else "PNG", **options)
    keep(name, buffer.getvalue())


# --- A JPEG encoder: sequential, any sampling, restarts, one scan or several, YCbCr or RGB.

def huffman_tables():
    """The standard tables, as PIL writes them: DHT segments and {(class, index): {symbol: (code, length)}}."""
    buffer = io.BytesIO()
    Image.fromarray(drawing(8, 8)).save(buffer, "JPEG")
    data, at, segments, codes = buffer.getvalue(), 2, b"", {}
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] == 0xC4:
            segments += data[at:at + 2 + length]
            body = data[at + 4:at + 2 + length]
            while body:
                table, counts, code, index = {}, body[1:17], 0, 17
                for bits, count in enumerate(counts, 1):
                    for _ in range(count):
                        table[body[index]] = (code, bits)
                        code, index = code + 1, index + 1
                    code <<= 1
                codes[body[0] >> 4, body[0] & 15] = table
                body = body[index:]
        at += 2 + length
    return segments, codes


DHT, CODES = huffman_tables()
DCT = np.array([[np.cos((2 * x + 1) * k * np.pi / 16) / 2 * (np.sqrt(0.5) if k == 0 else 1) for x in range(8)] for k in range(8)])


class Bits:
    def __init__(self):
        self.bits = ""

    def put(self, value, count):
        self.bits += format(value, f"0{count}b") if count else ""

    def close(self):
        self.bits += "1" * (-len(self.bits) % 8)
        data = bytes(int(self.bits[i:i + 8], 2) for i in range(0, len(self.bits), 8))
        self.bits = ""
        return data.replace(b"\xff", b"\xff\x00")


def put_block(bits, block, last, table):
    def signed(value):
        size = int(abs(value)).bit_length()
        return size, (value if value >= 0 else value + (1 << size) - 1)

    size, value = signed(int(block[0]) - last)
    bits.put(*CODES[0, table][size])
    bits.put(value, size)
    run = 0
    for coefficient in block[1:]:
        if coefficient == 0:
            run += 1
            continue
        while run > 15:
            bits.put(*CODES[1, table][0xF0])
            run -= 16
        size, value = signed(int(coefficient))
        bits.put(*CODES[1, table][run * 16 + size])
        bits.put(value, size)
        run = 0
    if run:
        bits.put(*CODES[1, table][0])
    return int(block[0])


def blocks_of(plane, columns, rows, quant):
    plane = np.pad(plane, ((0, rows * 8 - plane.shape[0]), (0, columns * 8 - plane.shape[1])), mode="edge") - 128.0
    cells = plane.reshape(rows, 8, columns, 8).swapaxes(1, 2)
    return np.rint((DCT @ cells @ DCT.T).reshape(rows, columns, 64)[..., ZIGZAG] / quant).astype(int)


def encode(picture, sampling, restart=0, interleaved=True, rgb=False, quant=6):
    height, width = picture.shape[:2]
    planes = picture.astype(float) if rgb else np.asarray(Image.fromarray(picture).convert("YCbCr")).astype(float)
    most = max(h for h, _ in sampling), max(v for _, v in sampling)
    units = -(-width // (8 * most[0])), -(-height // (8 * most[1]))
    coded = []
    for i, (h, v) in enumerate(sampling):
        step = most[0] // h, most[1] // v
        wide, high = -(-width // step[0]), -(-height // step[1])
        plane = np.pad(planes[..., i], ((0, high * step[1] - height), (0, wide * step[0] - width)), mode="edge")
        plane = plane.reshape(high, step[1], wide, step[0]).mean((1, 3))
        coded.append((blocks_of(plane, units[0] * h, units[1] * v, quant), -(-wide // 8), -(-high // 8)))

    data = b"\xff\xd8" + (b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00" if rgb else b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    data += b"\xff\xdb\x00\x43\x00" + bytes([quant] * 64) + DHT
    data += b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3)
    data += b"".join(bytes([i + 1, h * 16 + v, 0]) for i, (h, v) in enumerate(sampling))
    data += b"\xff\xdd\x00\x04" + struct.pack(">H", restart) if restart else b""
    for scan in [[0, 1, 2]] if interleaved else [[0], [1], [2]]:
        data += b"\xff\xda" + struct.pack(">HB", 6 + 2 * len(scan), len(scan))
        data += b"".join(bytes([i + 1, 0x11 if i else 0]) for i in scan) + b"\x00\x3f\x00"
        size = units if interleaved else coded[scan[0]][1:]
        bits, last = Bits(), [0, 0, 0]
        for unit in range(size[0] * size[1]):
            if restart and unit and unit % restart == 0:
                data += bits.close() + bytes([0xFF, 0xD0 + (unit // restart - 1) % 8])
                last = [0, 0, 0]
            for i in scan:
                h, v = sampling[i] if interleaved else (1, 1)
                for block in range(h * v):
                    column, row = unit % size[0] * h + block % h, unit // size[0] * v + block // h
                    last[i] = put_block(bits, coded[i][0][row, column], last[i], min(i, 1))
        data += bits.close()
    return data + b"\xff\xd9"


# --- A PNG encoder: any depth, interlaced or not, every filter in turn.

def filtered(rows, unit):
    data, above = b"", bytes(len(rows[0]))
    for number, row in enumerate(rows):
        left = bytes(unit) + row[:-unit]
        corner = bytes(unit) + above[:-unit]
        kind, out = number % 5, []
        for x, a, b, c in zip(row, left, above, corner):
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            out.append((x - (0, a, b, (a + b) // 2, nearest)[kind]) & 255)
        data, above = data + bytes([kind]) + bytes(out), row
    return data


def packed(row, depth):
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = "".join(format(sample, f"0{depth}b") for sample in row.ravel())
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def png(name, samples, depth, colour, interlaced=False, extra=(), pieces=1):
    """samples: [height, width, channels]."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    passes = [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)] if interlaced else [(0, 1, 0, 1)]
    data = b""
    for x, dx, y, dy in passes:
        part = samples[y::dy, x::dx]
        if part.size:
            data += filtered([packed(row, depth) for row in part], max(1, samples.shape[2] * depth // 8))
    data = zlib.compress(data, 9)
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, colour, 0, 0, int(interlaced))
    length = -(-len(data) // pieces)
    keep(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*part) for part in extra)
         + b"".join(chunk(b"IDAT", data[i * length:(i + 1) * length]) for i in range(pieces)) + chunk(b"IEND", b""))


def main():
    picture = drawing(37, 29)
    pil("gray-37x29.jpg", Image.fromarray(picture).convert("L"), quality=85)
    for label, code in (("444", 0), ("422", 1), ("420", 2)):
        pil(f"baseline-{label}-37x29.jpg", picture, quality=85, subsampling=code)
        pil(f"progressive-{label}-37x29.jpg", picture, quality=85, subsampling=code, progressive=True)
    pil("progressive-gray-9x31.jpg", Image.fromarray(drawing(9, 31)).convert("L"), quality=95, progressive=True)
    pil("one-1x1.jpg", drawing(1, 1), quality=90)
    pil("thin-3x40.jpg", drawing(3, 40), quality=90)
    pil("flat-40x2.jpg", drawing(40, 2), quality=90)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x9286] = "A camera of no name", "with \xff\xd8 in its notes", "\xff\xda" * 300
    pil("exif-37x29.jpg", picture, quality=85, exif=exif, comment=b"\xff\xd9 is no end here", dpi=(72, 72))
    pil("optimized-37x29.jpg", picture, quality=30, optimize=True)
    keep("restarts-420-37x29.jpg", encode(picture, [(2, 2), (1, 1), (1, 1)], restart=1))
    keep("restarts-444-75x20.jpg", encode(drawing(75, 20), [(1, 1)] * 3, restart=3))
    keep("tall-440-37x29.jpg", encode(picture, [(1, 2), (1, 1), (1, 1)]))
    keep("wide-411-37x29.jpg", encode(picture, [(4, 1), (1, 1), (1, 1)]))
    keep("scans-420-37x29.jpg", encode(picture, [(2, 2), (1, 1), (1, 1)], interleaved=False, restart=4))
    keep("adobe-rgb-37x29.jpg", encode(picture, [(1, 1)] * 3, rgb=True))

    picture = drawing(23, 19)
    image, random = Image.fromarray(picture), np.random.default_rng(1)
    alpha = np.mgrid[0:19, 0:23][1] * 11
    pil("rgb-23x19.png", image)
    pil("rgba-23x19.png", np.dstack([picture, alpha.astype(np.uint8)]))
    pil("gray-23x19.png", image.convert("L"))
    pil("gray-alpha-23x19.png", Image.merge("LA", [image.convert("L"), Image.fromarray(alpha.astype(np.uint8))]))
    pil("gray1-23x19.png", image.convert("1"))
    pil("gray16-23x19.png", Image.fromarray((picture[..., 0].astype(np.uint16) << 8) + 77))
    for colours, bits in ((2, 1), (4, 2), (16, 4), (200, 8)):
        pil(f"palette{bits}-23x19.png", image.quantize(colours), bits=bits)
    pil("palette-clear-23x19.png", image.quantize(16), transparency=3)
    pil("pixel-1x1.png", drawing(1, 1))
    for depth in (2, 4):
        png(f"gray{depth}-23x19.png", random.integers(0, 1 << depth, (19, 23, 1)), depth, 0)
    png("rgb16-23x9.png", random.integers(0, 65536, (9, 23, 3)), 16, 2)
    png("rgba16-9x9.png", random.integers(0, 65536, (9, 9, 4)), 16, 6)
    png("filters-23x19.png", picture, 8, 2, pieces=5, extra=[(b"tEXt", b"Comment\0nothing to see")])
    png("colour-key-23x19.png", picture, 8, 2, extra=[(b"tRNS", picture[3, 4].astype(">u2").tobytes())])
    png("adam7-rgb-23x19.png", picture, 8, 2, interlaced=True)
    png("adam7-gray1-13x5.png", random.integers(0, 2, (5, 13, 1)), 1, 0, interlaced=True)
    png("adam7-palette2-3x9.png", random.integers(0, 4, (9, 3, 1)), 2, 3, interlaced=True, extra=[(b"PLTE", random.bytes(12))])
    png("adam7-pixel-1x1.png", picture[:1, :1], 8, 2, interlaced=True)


if __name__ == "__main__":
    main()
