#!/bin/bash
while :; do sleep 300 & wait $!; done
