#!/bin/sh
# Make the certificates that keep a cohort's scheduler to its own people: an authority, and one
# certificate that it signed, for scheduler, workers and the run alike. tls.yaml says who reads them.
# Whoever has retivasc.key is let in: carry it to the machines by a way that nobody else can read.
#   sh packaging/cluster/certificates.sh FOLDER [DAYS]
set -eu
umask 077
mkdir -p "$1"
cd "$1"
days=${2:-365}
new='req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
openssl $new -x509 -days "$days" -subj '/CN=Retivasc cohort authority' \
    -keyout authority.key -out authority.pem
openssl $new -subj '/CN=Retivasc cohort' -keyout retivasc.key -out retivasc.csr
openssl x509 -req -in retivasc.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
    -days "$days" -out retivasc.pem
rm retivasc.csr
