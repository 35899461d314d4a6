using System.Buffers.Binary;
using Akka.Actor;
using Akka.Remote.Serialization;

namespace Akka.Remote.Tcp;

/// <summary>
/// The first words on a connection. Who opens it says which engine it is, who it is, in which incarnation and whom it looks for;
/// the other answers with its own incarnation or why not. Both messages are short: a longer one is refused unread.
/// </summary>
internal static class Handshake
{
    private const int Magic = 0x31_4B_50_46; // "FPK1"
    private const int Longest = 4096;
    private const byte Welcome = 1;
    private const byte Refusal = 2;

    public readonly record struct Greeting(Address From, int Uid, Address To);

    /// <summary>Introduces this system and gives the other's uid.</summary>
    /// <exception cref="RefusedException">The other end does not want the connection.</exception>
    /// <exception cref="BadFrameException">The other end is none of this engine's.</exception>
    public static async Task<int> OfferAsync(Stream stream, Greeting greeting, CancellationToken cancellation)
    {
        var words = new WireWriter().Int(Magic).Int(greeting.Uid).Text(greeting.From.ToString()).Text(greeting.To.ToString()).ToArray();
        await SendAsync(stream, words, cancellation).ConfigureAwait(false);
        var reader = new WireReader(await ReceiveAsync(stream, cancellation).ConfigureAwait(false));
        var (magic, answer) = (reader.Int(), reader.Byte());
        if (magic != Magic) throw new BadFrameException("the answer is no greeting of this engine");
        if (answer == Welcome) return reader.Int();
        throw new RefusedException((GoodbyeReason)reader.Byte(), reader.Text());
    }

    /// <summary>Hears who comes.</summary>
    /// <exception cref="BadFrameException">What came is no greeting of this engine.</exception>
    public static async Task<Greeting> HearAsync(Stream stream, CancellationToken cancellation)
    {
        var reader = new WireReader(await ReceiveAsync(stream, cancellation).ConfigureAwait(false));
        if (reader.Int() != Magic) throw new BadFrameException("no greeting of this engine");
        var uid = reader.Int();
        if (!Address.TryParse(reader.Text(), out var from) || from.Port is null || !Address.TryParse(reader.Text(), out var to))
        {
            throw new BadFrameException("the greeting names no addresses");
        }

        return new Greeting(from, uid, to);
    }

    public static Task WelcomeAsync(Stream stream, int uid, CancellationToken cancellation) =>
        SendAsync(stream, new WireWriter().Int(Magic).Byte(Welcome).Int(uid).ToArray(), cancellation);

    public static Task RefuseAsync(Stream stream, GoodbyeReason reason, string why, CancellationToken cancellation) =>
        SendAsync(stream, new WireWriter().Int(Magic).Byte(Refusal).Byte((byte)reason).Text(why).ToArray(), cancellation);

    private static async Task SendAsync(Stream stream, byte[] words, CancellationToken cancellation)
    {
        var frame = new byte[Frame.LengthBytes + words.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, words.Length);
        words.CopyTo(frame, Frame.LengthBytes);
        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReceiveAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[Frame.LengthBytes];
        await stream.ReadExactlyAsync(head, cancellation).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 1 or > Longest) throw new BadFrameException($"a greeting of {length} bytes, 1 to {Longest} are allowed");
        var words = new byte[length];
        await stream.ReadExactlyAsync(words, cancellation).ConfigureAwait(false);
        return words;
    }
}
