using PmpPulse.Contracts.Text;
using Spectre.Console.Rendering;

namespace PmpPulse.Terminal;

/// <summary>Sanitizes the text of every renderable; control codes are Spectre's own and pass.</summary>
internal sealed class SegmentSanitizer : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Walled(renderable));

    private sealed class Walled(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(Safe);

        private static Segment Safe(Segment segment) => segment.IsControlCode || TerminalText.IsSafe(segment.Text, keepLines: true)
            ? segment
            : new Segment(TerminalText.EscapeDocument(segment.Text), segment.Style);
    }
}
