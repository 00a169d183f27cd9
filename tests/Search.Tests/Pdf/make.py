# Makes cairo.pdf and matplotlib.pdf; chromium.pdf is chromium's print of the same words (--headless --print-to-pdf).
import cairo
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

LINES = ["Mind the roses. The beds in front of the old green-", "house are watered on tuesdays and on fridays,", "never at noon.", None, "The café is behind the house."]

surface = cairo.PDFSurface("cairo.pdf", 400, 300)
surface.set_metadata(cairo.PDF_METADATA_TITLE, "Garden book")
context = cairo.Context(surface)
context.select_font_face("DejaVu Serif")
context.set_font_size(12)
for number, line in enumerate(LINES):
    if line:
        context.move_to(20, 40 + 16 * number)
        context.show_text(line)
surface.finish()

figure = plt.figure(figsize=(6, 3))
for number, line in enumerate(LINES):
    if line:
        figure.text(0.05, 0.9 - 0.08 * number, line, fontsize=12)
figure.savefig("matplotlib.pdf", metadata={"Title": "Garden book", "CreationDate": None})
