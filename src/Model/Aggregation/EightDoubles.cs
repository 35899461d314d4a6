using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// Eight doubles side by side. Each is computed alone and <see cref="Sum"/> has one order, so that no number depends on the
/// vectors that hold them.
/// </summary>
internal interface IEightDoubles<TSelf>
    where TSelf : struct, IEightDoubles<TSelf>
{
    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, double b);

    static abstract TSelf operator /(TSelf a, double b);

    static abstract TSelf Load(ref double from, nuint at);

    /// <summary>Eight floats as doubles.</summary>
    static abstract TSelf Widen(ref float from, nuint at);

    /// <summary><c>a · b + sum</c>, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf sum);

    void Store(ref double to, nuint at);

    /// <summary>Stores them as floats.</summary>
    void Narrow(ref float to, nuint at);

    /// <summary>The sum of all: of those four places apart first.</summary>
    double Sum();
}

/// <summary>In two vectors of 256 bits, be they of the processor's or not.</summary>
internal readonly struct TwoFours(Vector256<double> low, Vector256<double> high) : IEightDoubles<TwoFours>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<double> _low = low;
    private readonly Vector256<double> _high = high;

    [MethodImpl(Inline)]
    public static TwoFours operator +(TwoFours a, TwoFours b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(Inline)]
    public static TwoFours operator *(TwoFours a, double b) => new(a._low * b, a._high * b);

    [MethodImpl(Inline)]
    public static TwoFours operator /(TwoFours a, double b) => new(a._low / b, a._high / b);

    [MethodImpl(Inline)]
    public static TwoFours Load(ref double from, nuint at) => new(Vector256.LoadUnsafe(ref from, at), Vector256.LoadUnsafe(ref from, at + 4));

    [MethodImpl(Inline)]
    public static TwoFours Widen(ref float from, nuint at) => new(Four(ref from, at), Four(ref from, at + 4));

    [MethodImpl(Inline)]
    public static TwoFours MultiplyAdd(TwoFours a, TwoFours b, TwoFours sum) =>
        new(Vector256.FusedMultiplyAdd(a._low, b._low, sum._low), Vector256.FusedMultiplyAdd(a._high, b._high, sum._high));

    [MethodImpl(Inline)]
    public void Store(ref double to, nuint at)
    {
        _low.StoreUnsafe(ref to, at);
        _high.StoreUnsafe(ref to, at + 4);
    }

    [MethodImpl(Inline)]
    public void Narrow(ref float to, nuint at) => Vector256.Narrow(_low, _high).StoreUnsafe(ref to, at);

    [MethodImpl(Inline)]
    public double Sum() => Vector256.Sum(_low + _high);

    [MethodImpl(Inline)]
    private static Vector256<double> Four(ref float from, nuint at) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref from, at).ToVector256Unsafe());
}

/// <summary>In one vector of 512 bits.</summary>
internal readonly struct OneEight(Vector512<double> value) : IEightDoubles<OneEight>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<double> _value = value;

    [MethodImpl(Inline)]
    public static OneEight operator +(OneEight a, OneEight b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static OneEight operator *(OneEight a, double b) => new(a._value * b);

    [MethodImpl(Inline)]
    public static OneEight operator /(OneEight a, double b) => new(a._value / b);

    [MethodImpl(Inline)]
    public static OneEight Load(ref double from, nuint at) => new(Vector512.LoadUnsafe(ref from, at));

    [MethodImpl(Inline)]
    public static OneEight Widen(ref float from, nuint at) =>
        new(Vector512.WidenLower(Vector256.LoadUnsafe(ref from, at).ToVector512Unsafe()));

    [MethodImpl(Inline)]
    public static OneEight MultiplyAdd(OneEight a, OneEight b, OneEight sum) => new(Vector512.FusedMultiplyAdd(a._value, b._value, sum._value));

    [MethodImpl(Inline)]
    public void Store(ref double to, nuint at) => _value.StoreUnsafe(ref to, at);

    [MethodImpl(Inline)]
    public void Narrow(ref float to, nuint at) => Vector512.Narrow(_value, _value).GetLower().StoreUnsafe(ref to, at);

    [MethodImpl(Inline)]
    public double Sum() => Vector256.Sum(_value.GetLower() + _value.GetUpper());
}
