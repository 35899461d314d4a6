using FedPrune.Model.Wire.Protocol;

namespace FedPrune.Model.Wire;

/// <summary>The names of formats in a header.</summary>
internal static class Coding
{
    public static ValueCoding Of(ValueFormat format) => (ValueCoding)((int)format + 1);

    public static MaskCoding Of(MaskFormat format) => (MaskCoding)((int)format + 1);

    public static ValueFormat Format(ValueCoding coding) => coding is >= ValueCoding.Fp32 and <= ValueCoding.Int8
        ? (ValueFormat)(coding - 1)
        : throw new WireFormatException(WireFault.Header, $"values are coded in no known way: {(int)coding}");

    public static MaskFormat Format(MaskCoding coding) => coding is >= MaskCoding.Dense and <= MaskCoding.Rice
        ? (MaskFormat)(coding - 1)
        : throw new WireFormatException(WireFault.Header, $"the mask is coded in no known way: {(int)coding}");
}
