using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>Tiles of 1 to <see cref="Most"/> vectors: 14 sums, a weight and an operand fill the 16 registers of AVX2.</summary>
internal static unsafe class Tiles<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public const int Most = 14;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Runs a kernel with a tile of 1 to 14 vectors.</summary>
    public static void Run<TKernel>(int vectors, ref TKernel kernel)
        where TKernel : struct, ITileKernel<TVector> =>
        Run<TKernel, Both<One, One>, Both<Both<One, One>, Both<One, One>>, Both<Both<Both<One, One>, Both<One, One>>, Both<Both<One, One>, Both<One, One>>>>(
            vectors, ref kernel);

    private static void Run<TKernel, TTwo, TFour, TEight>(int vectors, ref TKernel kernel)
        where TKernel : struct, ITileKernel<TVector>
        where TTwo : unmanaged, ITile<TTwo, TVector>
        where TFour : unmanaged, ITile<TFour, TVector>
        where TEight : unmanaged, ITile<TEight, TVector>
    {
        switch (vectors)
        {
            case 1: kernel.Run<One>(); break;
            case 2: kernel.Run<TTwo>(); break;
            case 3: kernel.Run<Both<TTwo, One>>(); break;
            case 4: kernel.Run<TFour>(); break;
            case 5: kernel.Run<Both<TFour, One>>(); break;
            case 6: kernel.Run<Both<TFour, TTwo>>(); break;
            case 7: kernel.Run<Both<TFour, Both<TTwo, One>>>(); break;
            case 8: kernel.Run<TEight>(); break;
            case 9: kernel.Run<Both<TEight, One>>(); break;
            case 10: kernel.Run<Both<TEight, TTwo>>(); break;
            case 11: kernel.Run<Both<TEight, Both<TTwo, One>>>(); break;
            case 12: kernel.Run<Both<TEight, TFour>>(); break;
            case 13: kernel.Run<Both<TEight, Both<TFour, One>>>(); break;
            case 14: kernel.Run<Both<TEight, Both<TFour, TTwo>>>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(vectors), vectors, $"a tile has 1 to {Most} vectors");
        }
    }

    /// <summary>One vector.</summary>
    public struct One : ITile<One, TVector>
    {
        private TVector _vector;

        public static int Vectors
        {
            [MethodImpl(Inline)]
            get => 1;
        }

        [MethodImpl(Inline)]
        public void Fill(TVector value) => _vector = value;

        [MethodImpl(Inline)]
        public void Load(float* from, int at) => _vector = TSimd.Load(from + at);

        [MethodImpl(Inline)]
        public static void Ask(float* from, int at)
        {
            if (at % Prefetching.Floats == 0)
                Prefetching.Ask(from + at);
        }

        [MethodImpl(Inline)]
        public readonly void Store(float* to, int at) => TSimd.Store(_vector, to + at);

        [MethodImpl(Inline)]
        public void AddProduct(TVector weight, float* x, int at) => _vector = TSimd.MultiplyAdd(weight, TSimd.Load(x + at), _vector);

        [MethodImpl(Inline)]
        public void AddProducts(TVector weight, TVector nextWeight, float* x, int at, ref TVector here)
        {
            var next = TSimd.Load(x + at + TSimd.Width);
            _vector = TSimd.MultiplyAdd(nextWeight, next, TSimd.MultiplyAdd(weight, here, _vector));
            here = next;
            TSimd.KeepOrder();
        }

        [MethodImpl(Inline)]
        public readonly TVector Dot(float* x, int at)
        {
            var product = TSimd.Multiply(_vector, TSimd.Load(x + at));
            TSimd.KeepOrder();
            return product;
        }

        [MethodImpl(Inline)]
        public readonly TVector AddDot(float* x, int at, TVector sum)
        {
            var total = TSimd.MultiplyAdd(_vector, TSimd.Load(x + at), sum);
            TSimd.KeepOrder();
            return total;
        }

        [MethodImpl(Inline)]
        public readonly void AddDots(float* a, float* b, float* c, float* d, int at, ref Four<TVector> sums)
        {
            sums.A = TSimd.MultiplyAdd(_vector, TSimd.Load(a + at), sums.A);
            sums.B = TSimd.MultiplyAdd(_vector, TSimd.Load(b + at), sums.B);
            sums.C = TSimd.MultiplyAdd(_vector, TSimd.Load(c + at), sums.C);
            sums.D = TSimd.MultiplyAdd(_vector, TSimd.Load(d + at), sums.D);
            TSimd.KeepOrder();
        }

        [MethodImpl(Inline)]
        public readonly void AddPairedDots(float* a, float* b, int at, ref TVector aHere, ref TVector bHere, ref Four<TVector> sums)
        {
            TVector aNext = TSimd.Load(a + at + TSimd.Width), bNext = TSimd.Load(b + at + TSimd.Width);
            sums.A = TSimd.MultiplyAdd(_vector, aHere, sums.A);
            sums.B = TSimd.MultiplyAdd(_vector, aNext, sums.B);
            sums.C = TSimd.MultiplyAdd(_vector, bHere, sums.C);
            sums.D = TSimd.MultiplyAdd(_vector, bNext, sums.D);
            (aHere, bHere) = (aNext, bNext);
            TSimd.KeepOrder();
        }

        [MethodImpl(Inline)]
        public readonly void AddProductTo(float* to, int at, TVector weight) =>
            TSimd.Store(TSimd.MultiplyAdd(weight, _vector, TSimd.Load(to + at)), to + at);

        [MethodImpl(Inline)]
        public void Add(ref One other) => _vector = TSimd.Add(_vector, other._vector);

        [MethodImpl(Inline)]
        public readonly TVector Total() => _vector;
    }

    /// <summary>One tile and another behind it.</summary>
    public struct Both<TFirst, TSecond> : ITile<Both<TFirst, TSecond>, TVector>
        where TFirst : unmanaged, ITile<TFirst, TVector>
        where TSecond : unmanaged, ITile<TSecond, TVector>
    {
        private TFirst _first = default;
        private TSecond _second = default;

        public Both()
        {
        }

        public static int Vectors
        {
            [MethodImpl(Inline)]
            get => TFirst.Vectors + TSecond.Vectors;
        }

        private static int Second
        {
            [MethodImpl(Inline)]
            get => TFirst.Vectors * TSimd.Width;
        }

        [MethodImpl(Inline)]
        public void Fill(TVector value)
        {
            _first.Fill(value);
            _second.Fill(value);
        }

        [MethodImpl(Inline)]
        public void Load(float* from, int at)
        {
            _first.Load(from, at);
            _second.Load(from, at + Second);
        }

        [MethodImpl(Inline)]
        public static void Ask(float* from, int at)
        {
            TFirst.Ask(from, at);
            TSecond.Ask(from, at + Second);
        }

        [MethodImpl(Inline)]
        public void Store(float* to, int at)
        {
            _first.Store(to, at);
            _second.Store(to, at + Second);
        }

        [MethodImpl(Inline)]
        public void AddProduct(TVector weight, float* x, int at)
        {
            _first.AddProduct(weight, x, at);
            _second.AddProduct(weight, x, at + Second);
        }

        [MethodImpl(Inline)]
        public void AddProducts(TVector weight, TVector nextWeight, float* x, int at, ref TVector here)
        {
            _first.AddProducts(weight, nextWeight, x, at, ref here);
            _second.AddProducts(weight, nextWeight, x, at + Second, ref here);
        }

        [MethodImpl(Inline)]
        public TVector Dot(float* x, int at) => _second.AddDot(x, at + Second, _first.Dot(x, at));

        [MethodImpl(Inline)]
        public TVector AddDot(float* x, int at, TVector sum) => _second.AddDot(x, at + Second, _first.AddDot(x, at, sum));

        [MethodImpl(Inline)]
        public void AddDots(float* a, float* b, float* c, float* d, int at, ref Four<TVector> sums)
        {
            _first.AddDots(a, b, c, d, at, ref sums);
            _second.AddDots(a, b, c, d, at + Second, ref sums);
        }

        [MethodImpl(Inline)]
        public void AddPairedDots(float* a, float* b, int at, ref TVector aHere, ref TVector bHere, ref Four<TVector> sums)
        {
            _first.AddPairedDots(a, b, at, ref aHere, ref bHere, ref sums);
            _second.AddPairedDots(a, b, at + Second, ref aHere, ref bHere, ref sums);
        }

        [MethodImpl(Inline)]
        public void AddProductTo(float* to, int at, TVector weight)
        {
            _first.AddProductTo(to, at, weight);
            _second.AddProductTo(to, at + Second, weight);
        }

        [MethodImpl(Inline)]
        public void Add(ref Both<TFirst, TSecond> other)
        {
            _first.Add(ref other._first);
            _second.Add(ref other._second);
        }

        [MethodImpl(Inline)]
        public TVector Total() => TSimd.Add(_first.Total(), _second.Total());
    }
}
