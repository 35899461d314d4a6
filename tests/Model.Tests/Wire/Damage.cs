using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Wire;

/// <summary>Bytes as a bad line or a bad sender would change them.</summary>
internal static class Damage
{
    public static byte[] Some(ReadOnlySpan<byte> bytes, RandomStream random)
    {
        List<byte> changed = [.. bytes];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
            Change(changed, random);
        return [.. changed];
    }

    private static void Change(List<byte> bytes, RandomStream random)
    {
        var place = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
        switch (bytes.Count == 0 ? 2 : random.Next(6))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(place, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveAt(place);
                break;
            case 4:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            default:
                bytes[place] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                break;
        }
    }
}
